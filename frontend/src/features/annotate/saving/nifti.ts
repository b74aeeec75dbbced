/** The grid of a case, LPS mm, axes in the order z, y, x, as the server describes it. */
export interface Geometry {
  shape: readonly number[];
  spacing: readonly number[];
  origin: readonly number[];
  direction: readonly (readonly number[])[];
}

const HEADER = 352;
const UINT8 = 2;
const SCANNER = 1;
const MILLIMETRES = 2;

/**
 * A mask as a NIfTI-1 file (not compressed), for a person who takes it along: (z, y, x) uint8 as it is, since NIfTI too
 * counts x fastest. Its affine (sform) leads to RAS, where DICOM has LPS.
 */
export function niftiOf(mask: Uint8Array, { shape, spacing, origin, direction }: Geometry): Uint8Array {
  const file = new Uint8Array(HEADER + mask.length);
  const view = new DataView(file.buffer);
  const int16 = (at: number, values: readonly number[]) =>
    values.forEach((value, i) => {
      view.setInt16(at + 2 * i, value, true);
    });
  const float = (at: number, values: readonly number[]) =>
    values.forEach((value, i) => {
      view.setFloat32(at + 4 * i, value, true);
    });
  const axes = [2, 1, 0]; // x, y, z of the file are the last, middle and first axis of the array
  view.setInt32(0, 348, true);
  int16(40, [3, ...axes.map((axis) => shape[axis] ?? 1), 1, 1, 1, 1]);
  int16(70, [UINT8, 8]);
  float(76, [1, ...axes.map((axis) => spacing[axis] ?? 1), 0, 0, 0, 0]);
  float(108, [HEADER, 1]);
  view.setUint8(123, MILLIMETRES);
  int16(252, [0, SCANNER]);
  for (const row of [0, 1, 2]) {
    const sign = row === 2 ? 1 : -1;
    const columns = axes.map((axis) => (direction[axis]?.[row] ?? 0) * (spacing[axis] ?? 1));
    float(
      280 + 16 * row,
      [...columns, origin[row] ?? 0].map((value) => value * sign),
    );
  }
  file.set(new TextEncoder().encode('n+1\0'), 344);
  file.set(mask, HEADER);
  return file;
}
