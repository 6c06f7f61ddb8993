"""The house as a fixture: one for all tests of a worker; each test creates its own channels in it."""

from collections.abc import Iterator

import pytest

from database_fixtures import cloned_database
from house import House, a_house


@pytest.fixture(scope="session")
def shared_house(
    postgres_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with (
        cloned_database(postgres_url, template_database) as url,
        a_house(url, tmp_path_factory.mktemp("house")) as opened,
    ):
        yield opened


@pytest.fixture
def house(shared_house: House) -> House:
    """The house that most tests share, cleared of forms and faults that others left."""
    shared_house.tidy()
    return shared_house
