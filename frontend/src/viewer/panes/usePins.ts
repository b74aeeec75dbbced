import { useEffect, useRef } from 'react';
import { type Pin, PinLayer, pinColours } from '../overlay/pins';
import type { VolumeViewer } from '../VolumeViewer';

/** Shows remarks at their places on the panes of a viewer; `onPress` is told which one was pressed. */
export function usePins(
  viewer: VolumeViewer | null,
  pins: readonly Pin[],
  chosen: number | null,
  onPress: (id: number) => void,
): void {
  const layer = useRef<PinLayer | null>(null);
  const told = useRef(onPress);
  told.current = onPress;
  useEffect(() => {
    if (!viewer) return;
    const made = new PinLayer(pinColours(document.documentElement), (id) => told.current(id));
    layer.current = made;
    const off = viewer.addLayer(made);
    return () => {
      layer.current = null;
      off();
    };
  }, [viewer]);
  useEffect(() => {
    if (!viewer || !layer.current) return;
    layer.current.pins = pins;
    layer.current.chosen = chosen;
    viewer.redraw();
  }, [viewer, pins, chosen]);
}
