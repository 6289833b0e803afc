"""What provider, constructs and uploads cost, as ratios to a peer measured in the same run.

    python -m benchmarks [startup|commands|synth|upload|scale] [--json] [-n RUNS]

A machine's seconds say little, and less when it is shared. So subjects take turns, every figure is
a median with its range, and what counts is the ratio to a floor which ran right before or after.
Prints tables and whether targets are met; fails only when something does not work.
"""
