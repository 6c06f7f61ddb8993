"""The output schema of the model. The class docstrings and field descriptions are sent to it with the schema."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from aiuse_bot.domain.extraction import Period


def _several(value: Any) -> Any:  # noqa: ANN401 - whatever a model put into its JSON
    """Accept what small models write: `null` for nothing, and a single quote without its list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


Quotes = Annotated[list[str], BeforeValidator(_several)]


class TimeClaim(BaseModel):
    """How much working time was saved, and the words of the post that say so."""

    quote: str = Field(description="the stretch of the post, copied, with every number the saving is counted from")
    minutes: int | None = Field(
        None, description="working minutes saved; a day has 480, a week 2400; low end of ranges"
    )
    period: Period | None = Field(None, description="how often that is saved; `use` for each time, `total` for once")
    percent: int | None = Field(None, description="only where the post gives a percentage and no length of time")


class Answer(BaseModel):
    """The record of one post. Texts are copied from it, character by character; what it does not say is left out."""

    title: str | None = Field(
        None, description="the few words of the post that name the use case, at most 80 characters"
    )
    issue: Quotes = Field(default=[], description="what was slow or painful before, or the task that AI was given")
    approach: Quotes = Field(default=[], description="what the author did with the AI")
    result: Quotes = Field(default=[], description="what came of it, good or bad")
    prompt: Quotes = Field(default=[], description="the words that were given to the AI, where the post shows them")
    risk: Quotes = Field(default=[], description="what others should beware of")
    tools: Quotes = Field(default=[], description="AI products that were used, by the names they have in the post")
    time_saved: TimeClaim | None = None
