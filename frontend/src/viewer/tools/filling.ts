import { isInside, roundIndex } from '../geometry';
import { type Filled, fillRegion } from '../mask/pieces';
import { axisOf } from '../types';
import type { PaneTool, ToolHost } from './types';

/**
 * Fill: the piece of a label under the mouse, or the background that labels enclose there, becomes the label in hand.
 * Shift: in the volume. Alt: the piece is taken away.
 */
export const fillTool = ({ viewer }: ToolHost): PaneTool => ({
  name: 'fill',
  edits: true,
  press({ plane, index, shift, alt }) {
    const at = roundIndex(index);
    if (!isInside(viewer.shape, at)) return null;
    const { options, activeLabel } = viewer.state.get();
    const extent = shift || options.deep ? 'volume' : { plane, slice: at[axisOf[plane]] };
    let filled: Filled = 'filled';
    viewer.applyOperation(alt ? 'remove piece' : 'fill', (access) => {
      filled = fillRegion(access, extent, at, alt ? 0 : activeLabel);
    });
    const said = remarks[filled];
    if (said) viewer.remark.set(said);
    return null;
  },
});

const remarks: Record<Filled, string | null> = {
  filled: null,
  open: 'Nothing is filled: the background here is not enclosed.',
  closed: 'Nothing is filled: the label here or the one in hand is locked or hidden.',
};
