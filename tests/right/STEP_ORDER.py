"""Right versions of 01_loop/STEP_ORDER."""

STEP_ORDER__zero_first = "CDBEA"
STEP_ORDER__zero_after_forward = "DCBEA"
STEP_ORDER__zero_before_backward = "DBCEA"
STEP_ORDER__zero_last = "DBEAC"
STEP_ORDER__small_letters_and_spaces = "d b c e a"
STEP_ORDER__distractor_last = "CDBEAF"
