"""The prefix is read as a pattern.

## What happens
In a regular expression a dot fits any character and a plus repeats the one before it. So
"body.1" fits "body21.weight", and "a+b" does not fit itself.

## Why it is easy to miss
Without dots and signs a pattern fits what is written.

## Hints
1. Which of the names that you freeze do not begin with the prefix, letter by letter?
2. What does a dot mean in a regular expression?
3. `name.startswith(prefix)` compares text and knows no patterns.
"""

from grader.course.patch import before, replace

patch = before("count = 0", "import re") + replace(
    "name.startswith(prefix)", "re.match(prefix, name)"
)
variants = (
    before("count = 0", "import re")
    + replace("name.startswith(prefix)", "re.search(prefix, name)"),
)
