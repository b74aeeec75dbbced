import '../../src/ui/tokens.css';
import { openVolume, type VolumeSource, type VolumeViewer } from '../../src/viewer';

declare global {
  interface Window {
    open_(source: VolumeSource): Promise<void>;
    close_(): void;
    viewer: VolumeViewer;
    edited: number[][];
  }
}

function pane(id: string): HTMLDivElement {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLDivElement)) throw new Error(`No element "${id}".`);
  return found;
}

/** Opens a series on the page and keeps the viewer where the test can reach it. */
window.open_ = async (source) => {
  window.edited = [];
  const labels = [1, 2].map((value) => ({
    value,
    name: `Label ${value}`,
    colour: value === 1 ? 8 : 10,
    visible: true,
    locked: false,
  }));
  window.viewer = await openVolume({ z: pane('z'), y: pane('y'), x: pane('x') }, source, {
    labels,
    editable: true,
  });
  window.viewer.onEdited((zs) => window.edited.push(zs));
};
