import { IconDownload } from '@tabler/icons-react';
import type { ProjectDetail } from '@/api/types';
import { bytes } from '@/lib/numbers';
import { Card, Failed, ProblemNotice, ProgressLine, QuietButton } from '@/ui';
import { type FileFormat, fileAddress, type SnapshotFile, type SnapshotRow, useWriteFile } from '../api';
import styles from '../Datasets.module.css';

interface Offer {
  format: FileFormat;
  name: string;
  what: string;
}

const ofMasks: readonly Offer[] = [
  { format: 'nifti', name: 'NIfTI', what: 'image and mask for each case, with the manifest' },
  { format: 'nnunet', name: 'nnU-Net', what: 'the folders and dataset.json that nnU-Net v2 reads' },
  {
    format: 'dicom_seg',
    name: 'DICOM SEG',
    what: 'one segmentation for each case, for viewers and the PACS',
  },
];

const ofFindings: readonly Offer[] = [
  { format: 'csv', name: 'CSV', what: 'findings.csv and boxes.csv, a row for each answer and each box' },
  {
    format: 'coco',
    name: 'COCO',
    what: 'annotations.json of the boxes, beside the scans as they are stored',
  },
];

/** A zip in each format: asked for once, then there for good. */
export function FileFormats({ project, snapshot }: { project: ProjectDetail; snapshot: SnapshotRow }) {
  const offers = project.task === 'classification' ? ofFindings : ofMasks;
  return (
    <Card title="Formats" note="a zip of each">
      {offers.map((one) => (
        <Format key={one.format} {...one} slug={project.slug} snapshot={snapshot} />
      ))}
      <h3 style={{ margin: 'var(--s-3) 0 var(--s-1)' }}>The same from the command line</h3>
      <code className={styles.command}>
        curl -OJ -H "Authorization: Bearer $GYRE_TOKEN" {location.origin}
        {fileAddress(snapshot.id, offers[0]?.format ?? 'nifti')}
      </code>
    </Card>
  );
}

interface FormatProps {
  format: FileFormat;
  name: string;
  what: string;
  slug: string;
  snapshot: SnapshotRow;
}

function Format({ format, name, what, slug, snapshot }: FormatProps) {
  const writing = useWriteFile(slug, snapshot.id);
  const file = snapshot.files.find((one) => one.format === format);
  return (
    <div className={styles.format}>
      <div>
        <div>
          {name} {file?.state === 'ready' && <span className="small t3 num">{bytes(file.size)}</span>}
        </div>
        <div className="small t2">{what}</div>
      </div>
      <Act
        file={file}
        name={name}
        href={fileAddress(snapshot.id, format)}
        busy={writing.isPending}
        onWrite={() => writing.mutate(format)}
      />
      {file?.state === 'queued' && (
        <div style={{ gridColumn: '1 / -1', marginTop: 'var(--s-2)' }}>
          <ProgressLine fraction={null} label={`Writing ${name}`} text="Being written" />
        </div>
      )}
      {file?.state === 'failed' && (
        <div style={{ gridColumn: '1 / -1', marginTop: 'var(--s-2)' }}>
          <ProblemNotice happened={file.error} kept="The snapshot itself is whole." todo="Write it again." />
        </div>
      )}
      {writing.error && (
        <div style={{ gridColumn: '1 / -1' }}>
          <Failed error={writing.error} kept="The snapshot itself is whole." />
        </div>
      )}
    </div>
  );
}

interface ActProps {
  file: SnapshotFile | undefined;
  name: string;
  href: string;
  busy: boolean;
  onWrite: () => void;
}

function Act({ file, name, href, busy, onWrite }: ActProps) {
  if (file?.state === 'ready') {
    const download = () => {
      const link = Object.assign(document.createElement('a'), { href, download: '' });
      link.click();
    };
    return (
      <QuietButton
        leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
        aria-label={`Download ${name}`}
        onClick={download}
      >
        Download
      </QuietButton>
    );
  }
  return (
    <QuietButton disabled={busy || file?.state === 'queued'} aria-label={`Write ${name}`} onClick={onWrite}>
      Write
    </QuietButton>
  );
}
