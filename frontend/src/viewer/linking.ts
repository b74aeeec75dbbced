import { type Palette, readPalette } from './colours';
import { drawMark } from './overlay/mark';
import type { ViewerState } from './types';
import type { VolumeViewer } from './VolumeViewer';

/**
 * Two viewers of the same series go together: place, slice, zoom, window, what is shown, what is pointed at. Returns
 * what parts them.
 */
export function linkViewers(one: VolumeViewer, other: VolumeViewer): () => void {
  const palette = readPalette(document.documentElement);
  // Whoever takes over a state says so by a change of its own: that one is no answer.
  const link = { busy: false };
  const off = [...follow(one, other, palette, link), ...follow(other, one, palette, link)];
  return () => {
    for (const part of off) part();
  };
}

/** `other` goes along with `leader`. A camera that is taken over already changes nothing, so nothing swings. */
function follow(leader: VolumeViewer, other: VolumeViewer, palette: Palette, link: { busy: boolean }) {
  let last = leader.state.get();
  return [
    leader.state.subscribe(() => {
      const now = leader.state.get();
      if (!link.busy) {
        link.busy = true;
        takeOver(now, last, other);
        link.busy = false;
      }
      last = now;
    }),
    leader.pointed.subscribe(() => other.redraw()),
    leader.addLayer({
      draw: (_, camera, plane) => other.lookAt(plane, camera.focalPoint, camera.pixelsPerMm),
    }),
    other.addLayer({
      draw: (context, camera, plane) => {
        const pointed = leader.pointed.get();
        if (pointed?.plane === plane) drawMark(context, camera.toScreen(pointed.index), palette);
      },
    }),
  ];
}

function takeOver(now: ViewerState, last: ViewerState, other: VolumeViewer): void {
  if (now.focus !== last.focus) other.putFocus(now.focus);
  if (now.window !== last.window) other.setWindow(now.window);
  if (now.inverted !== last.inverted) other.setInverted(now.inverted);
  if (now.tool !== last.tool) other.setTool(now.tool);
  if (now.uncertaintyShown !== last.uncertaintyShown) other.showUncertainty(now.uncertaintyShown);
  if (now.activeLabel !== last.activeLabel) other.setActiveLabel(now.activeLabel);
  if (now.labels !== last.labels) {
    for (const { value, visible } of now.labels) other.setLabel(value, { visible });
  }
}
