import { IconFileZip, IconFolder } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Card, PrimaryButton, QuietButton } from '@/ui';
import styles from '../Cohorts.module.css';
import { isClutter } from '../logic/batches';
import { droppedFiles } from '../logic/dropped';
import { UnusableSeries } from './UnusableSeries';
import { UploadProgress } from './UploadProgress';
import { useUpload } from './useUpload';

interface Props {
  project: ProjectDetail;
  onDone: () => void;
  /** To the scans that wait for a decision. */
  onHeld: () => void;
}

/** Scans in: a folder, zips, or whatever is dropped. */
export function UploadScans({ project, onDone, onHeld }: Props) {
  const upload = useUpload(project.slug);
  return (
    <>
      <Card
        title="Upload scans"
        note="DICOM files, folders of them, or zip archives"
        className={styles.whole}
      >
        {upload.state.phase === 'idle' ? (
          <DropZone onFiles={upload.start} />
        ) : (
          <UploadProgress
            upload={upload}
            onDone={onDone}
            onHeld={may(project, 'manage') ? onHeld : undefined}
          />
        )}
      </Card>
      <UnusableSeries
        slug={project.slug}
        busy={upload.state.phase === 'done'}
        deletable={may(project, 'manage')}
      />
    </>
  );
}

function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false);
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const pick = (list: FileList | null) => onFiles([...(list ?? [])].filter((file) => !isClutter(file.name)));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the two buttons do the same by keyboard
    <div
      className={styles.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void droppedFiles(event.dataTransfer).then(onFiles);
      }}
    >
      <p className="t2">
        Drop a folder or a zip here, or choose one. Nothing is changed in the files you keep.
      </p>
      <div className="row">
        <PrimaryButton
          leftSection={<IconFolder size={18} stroke={1.75} aria-hidden />}
          onClick={() => folder.current?.click()}
        >
          Choose a folder
        </PrimaryButton>
        <QuietButton
          leftSection={<IconFileZip size={18} stroke={1.75} aria-hidden />}
          onClick={() => files.current?.click()}
        >
          Choose files or a zip
        </QuietButton>
      </div>
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        aria-label="Folder of scans"
        {...{ webkitdirectory: '' }}
        onChange={(event) => pick(event.currentTarget.files)}
      />
      <input
        ref={files}
        type="file"
        hidden
        multiple
        aria-label="Scan files or zips"
        onChange={(event) => pick(event.currentTarget.files)}
      />
    </div>
  );
}
