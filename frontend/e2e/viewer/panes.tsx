import { createRoot, type Root } from 'react-dom/client';
import { UiProvider } from '../../src/ui';
import { VolumePanes, type VolumeSource } from '../../src/viewer';

const host = document.getElementById('root');
if (!host) throw new Error('No place for the panes.');
let root: Root | null = null;

/** Shows a series in the panes that the editor and the review use; the viewer is left where the test can reach it. */
window.open_ = (source: VolumeSource) => {
  root?.unmount();
  root = createRoot(host);
  window.edited = [];
  const labels = [8, 10, 3].map((colour, position) => ({
    value: position + 1,
    name: `Label ${position + 1}`,
    colour,
    visible: true,
    locked: false,
  }));
  return new Promise((resolve) => {
    root?.render(
      <UiProvider>
        <VolumePanes
          {...{ source, labels }}
          editable
          person="7"
          onViewer={(viewer) => {
            if (!viewer) return;
            window.viewer = viewer;
            viewer.onEdited((zs) => window.edited.push(zs));
            resolve();
          }}
        />
      </UiProvider>,
    );
  });
};
window.close_ = () => root?.unmount();
