"""Makes programs that import nbformat start sooner; import it before anything that does.

jsonschema loads a grammar of web addresses when it finds one installed. That takes longer
than loading all of nbgrader, and only the check of a format named "iri" would use it, which
no notebook has.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
