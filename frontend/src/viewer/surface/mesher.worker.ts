import { MeshMaker } from './MeshMaker';
import type { Answer, Request } from './protocol';

const maker = new MeshMaker();
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
};

scope.onmessage = ({ data }) => {
  let answer: Answer;
  try {
    answer = maker.answer(data);
  } catch (error) {
    answer = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  const mesh = answer.kind === 'mesh' ? answer.mesh : null;
  scope.postMessage(answer, mesh ? [mesh.positions.buffer, mesh.normals.buffer, mesh.triangles.buffer] : []);
};
