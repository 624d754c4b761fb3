"""A widget that is never without its twin: the same information as text and HTML.

No state of a widget is stored and no mark depends on it.
"""

from __future__ import annotations

from typing import Any

import anywidget
from markupsafe import Markup


class Twinned(anywidget.AnyWidget):
    """A widget whose output also says as text and HTML what it shows."""

    def twin(self) -> tuple[str, Markup]:
        """Return what the widget shows at the moment, as text and as HTML."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, about = bundle if isinstance(bundle, tuple) else (bundle, {})
        text, html = self.twin()
        return {**(data or {}), "text/plain": text, "text/html": str(html)}, about
