"""What all JSON of the API has in common."""

from pydantic import BaseModel, ConfigDict


class Out(BaseModel):
    """Read from a value's attributes."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """Unknown fields are refused: a misspelt one would be silently lost."""

    model_config = ConfigDict(extra="forbid")
