import type { VolumeViewer } from '@/viewer';
import type { CaseDetail } from '../api';
import { niftiOf } from './nifti';
import { packer } from './packing';

/** Hands the mask on the screen to the person, as NAME-mask.nii.gz. */
export async function saveMaskAs({ name, geometry }: CaseDetail, viewer: VolumeViewer): Promise<void> {
  if (!geometry) throw new RangeError('This case has no geometry.');
  const { body } = await packer.mask(niftiOf(viewer.getMask(), geometry));
  const address = URL.createObjectURL(new Blob([body as BlobPart], { type: 'application/gzip' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}-mask.nii.gz`;
  link.click();
  URL.revokeObjectURL(address);
}
