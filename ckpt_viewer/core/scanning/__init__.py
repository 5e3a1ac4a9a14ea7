"""What loading a file in Python would import and call. Nothing is executed to find out.

`glance` goes by what opening has noticed and costs nothing; `scan` also reads what opening leaves alone: every other
pickle in the container, what its records say of themselves, and what lies between and around them.
"""

from ckpt_viewer.core.scanning.allow_list import RECORDED, AllowList, installed_list
from ckpt_viewer.core.scanning.places import places_of
from ckpt_viewer.core.scanning.report import Finding, ScanReport, glance, scan, scan_unreadable, summary
