from hypothesis import HealthCheck, settings

pytest_plugins = ["database_fixtures", "sandbox_fixtures", "house_fixtures"]

# Two busy cores make a slow example no failure, and a transaction that is rolled back at the end serves many examples.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("house")
