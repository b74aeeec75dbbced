"""Images, geometry and masks: numpy, pydicom and highdicom only. Nothing here knows of Django.

The conventions every module keeps:

- arrays are `(z, y, x)`, C order; y are the rows and x the columns of each slice as stored, never
  flipped or resampled; z ascends along `row direction x column direction`;
- patient space is LPS in mm;
- masks are uint8 label values, 0 is background.

Whatever opens bytes that came from outside (`pixels`, `decoding`, `thumbnails`) is called through
`sandbox.Sandbox` by the servers, never directly.
"""

import logging

from pydicom import config

config.logger.setLevel(
    logging.ERROR
)  # its warnings quote values; importing it sets WARNING, so here
