import { IconSnowflake } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { dayOf, when } from '@/lib/when';
import { Badge, Card, EmptyState, Loaded, Page, PageHead, PrimaryButton } from '@/ui';
import { type SnapshotRow, useSnapshot, useSnapshots } from './api';
import { FileFormats } from './components/FileFormats';
import { FreezeDialog } from './components/FreezeDialog';
import { LeakCheck } from './components/LeakCheck';
import { SnapshotContents } from './components/SnapshotContents';
import styles from './Datasets.module.css';

/** "Give me the data." */
export function DatasetsScreen({ project }: { project: ProjectDetail }) {
  const snapshots = useSnapshots(project.slug);
  const { snapshot: number } = useParams();
  const [freezing, setFreezing] = useState(false);
  const navigate = useNavigate();
  const shown = snapshots.data?.find((one) => String(one.number) === number) ?? snapshots.data?.[0];
  const note = shown && `frozen ${when(shown.created_at)}${shown.by ? ` by ${shown.by}` : ''}`;
  return (
    <Page label="Datasets">
      <PageHead title={shown ? titleOf(shown) : 'Datasets'} note={note}>
        <PrimaryButton
          leftSection={<IconSnowflake size={18} stroke={1.75} aria-hidden />}
          onClick={() => setFreezing(true)}
        >
          Freeze a snapshot
        </PrimaryButton>
      </PageHead>
      <Loaded query={snapshots} label="Loading the snapshots">
        {(list) => (shown ? <Shown project={project} list={list} shown={shown} /> : <None />)}
      </Loaded>
      {freezing && (
        <FreezeDialog
          project={project}
          onClose={() => setFreezing(false)}
          onFrozen={(made) => navigate(`/projects/${project.slug}/datasets/${made.number}`)}
        />
      )}
    </Page>
  );
}

const titleOf = (snapshot: SnapshotRow) =>
  snapshot.name ? `S-${snapshot.number} ${snapshot.name}` : `S-${snapshot.number}`;

function None() {
  return (
    <Card title="Snapshots">
      <EmptyState sentence="A snapshot holds every approved mask as it is now, for ever, with a hash of each. The first will be here." />
    </Card>
  );
}

interface ShownProps {
  project: ProjectDetail;
  list: SnapshotRow[];
  shown: SnapshotRow;
}

function Shown({ project, list, shown }: ShownProps) {
  const detail = useSnapshot(project.slug, shown.id);
  return (
    <div className={styles.columns}>
      <Card title="Snapshots" note="cases">
        <ul className={styles.list}>
          {list.map((one) => (
            <li key={one.id}>
              <Link
                to={`/projects/${project.slug}/datasets/${one.number}`}
                className={styles.snapshot}
                aria-current={one.id === shown.id ? 'true' : undefined}
              >
                <b>S-{one.number}</b>
                <span className="small t2 ellipsis">{one.name || dayOf(one.created_at)}</span>
                <span className="num">{one.case_count}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
      <Loaded query={detail} label="Loading the manifest">
        {(snapshot) => <SnapshotContents snapshot={snapshot} />}
      </Loaded>
      <div className={styles.side}>
        <Facts snapshot={shown}>{detail.data && <LeakCheck snapshot={detail.data} />}</Facts>
        <FileFormats project={project} snapshot={shown} />
      </div>
    </div>
  );
}

function Facts({ snapshot, children }: { snapshot: SnapshotRow; children: ReactNode }) {
  const splits = Object.entries(snapshot.splits).map(([name, n]) => `${n} ${name}`);
  return (
    <Card
      title="What is in it"
      note={`${counted(snapshot.case_count, 'case')} of ${counted(snapshot.patients, 'patient')}`}
      action={
        <Badge tone={snapshot.leak_free ? 'ok' : 'danger'}>
          {snapshot.leak_free ? 'leak-free' : 'leaks'}
        </Badge>
      }
    >
      <p className="t2">{splits.join(', ')}</p>
      {children}
      <p className={styles.hash} title="SHA-256 of the manifest" style={{ marginTop: 'var(--s-2)' }}>
        sha256:{snapshot.manifest_sha256}
      </p>
    </Card>
  );
}
