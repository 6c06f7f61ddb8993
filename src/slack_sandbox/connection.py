"""An HTTP protocol that lets an endpoint drop its connection without a response."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class DroppableProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, with the connection's transport in each request's state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Store the transport where endpoints find it."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


async def drop_connection(request: Request) -> Response:
    """Close the TCP connection; the returned response is never sent."""
    request.state.transport.close()
    await wait_for_disconnect(request)
    return Response(status_code=500)


async def wait_for_disconnect(request: Request) -> None:
    """Return when the client has disconnected or was dropped. The body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
