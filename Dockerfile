# The environment is built here, with what the lock file says and nothing else …
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/aiuse-bot
WORKDIR /build
# Dependencies change seldom: they are a layer of their own.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --compile-bytecode --no-dev --no-install-project
COPY README.md LICENSE manifest.yml ./
COPY migrations migrations
COPY src src
RUN uv sync --frozen --compile-bytecode --no-dev --no-editable

# … and runs here, as a user who may write nothing but the data.
FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin aiuse-bot \
    && install --directory --owner=aiuse-bot --group=aiuse-bot --mode=700 /data
COPY --from=build /opt/aiuse-bot /opt/aiuse-bot
ENV PATH=/opt/aiuse-bot/bin:$PATH PYTHONUNBUFFERED=1 \
    AIUSE_BOT_HOST=0.0.0.0 AIUSE_BOT_PORT=8080 AIUSE_BOT_DATA_DIR=/data
USER aiuse-bot
# A `.env` that happens to lie in the working directory would be read: there is none in here.
WORKDIR /data
# Used only without DATABASE_URL: then the bot's own database server keeps its files there.
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['AIUSE_BOT_PORT']), timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
# No shell between: SIGTERM must reach the bot, whose first act is to heed it, for nothing else ends process 1.
CMD ["aiuse-bot", "run", "--migrate"]
