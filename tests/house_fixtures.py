"""The house as a fixture: one for all tests of a worker; each test makes channels of its own in it."""

from collections.abc import Iterator

import pytest

from database_fixtures import cloned_database
from house import House, a_house


@pytest.fixture(scope="session")
def house(postgres_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        cloned_database(postgres_url, template_database) as url,
        a_house(url, tmp_path_factory.mktemp("house")) as opened,
    ):
        yield opened
