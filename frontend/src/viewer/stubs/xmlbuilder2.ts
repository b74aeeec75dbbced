/** Stands in for the XML writer of vtk.js file exporters: no screen of ours writes vtk files. */
export function create(): never {
  throw new Error('vtk.js XML export is not part of this application.');
}

export default { create };
