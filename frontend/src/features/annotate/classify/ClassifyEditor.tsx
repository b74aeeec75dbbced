import { useEffect, useMemo, useRef, useState } from 'react';
import { useSession as useSignedIn } from '@/api/shared';
import { useCommands } from '@/lib/commands';
import { KeySheet, WhyThisCase } from '@/ui';
import { sourceOf, useObservable, VolumePanes, type VolumeViewer } from '@/viewer';
import type { Opened } from '../api';
import { CommentsPanel } from '../components/CommentsPanel';
import { EditorTop } from '../components/EditorTop';
import { FlagDialog, SkipDialog } from '../components/ReasonDialogs';
import side from '../components/SidePanel.module.css';
import type { Dialog } from '../Editor';
import styles from '../Editor.module.css';
import { useComments } from '../useComments';
import type { Method } from '../why/calls';
import { useWhyOfFinding } from '../why/useWhyMap';
import { WhyPanel } from '../why/WhyPanel';
import { ClassifyNotice } from './ClassifyNotice';
import { ClassifyRail } from './ClassifyRail';
import { ClassifyStatus } from './ClassifyStatus';
import type { Work } from './calls';
import { classifyCommands, classifyGroups } from './commands';
import { FindingsPanel } from './FindingsPanel';
import { useBoxes, useClassifySession, useHandIn } from './useClassify';

interface Props {
  assignment: number;
  opened: Opened;
  work: Work;
  slug: string;
}

/** The editor of one case whose findings are asked for: bar, tools, image, questions, status. */
export function ClassifyEditor({ assignment, opened, work, slug }: Props) {
  const [viewer, setViewer] = useState<VolumeViewer | null>(null);
  const [dialog, setDialog] = useState<Dialog>(null);
  const session = useClassifySession(assignment, opened, work);
  const { store } = session;
  const state = useObservable(session.state);
  const { withheld, key, proposal, model } = useObservable(store.state);
  const comments = useComments(opened.case.id);
  const commentBox = useRef<HTMLTextAreaElement>(null);
  const { submit, compare, failure, dismiss, leave } = useHandIn(session, opened, slug);
  const explains = proposal !== null && model !== null;
  const why = useWhyOfFinding(opened.case.id, explains ? viewer : null, key);
  const context = {
    why,
    opened,
    viewer,
    store,
    show: setDialog,
    submit,
    compare,
    comment: () => commentBox.current?.focus(),
  };
  const commands = useCommands(classifyCommands, context, dialog === null);
  useBoxes(viewer, store, opened.case.slices);
  useEffect(() => viewer?.setTool('box'), [viewer]);
  return (
    <div className={styles.editor}>
      <EditorTop
        {...{ opened, slug, session, commands }}
        ready
        save={state.save}
        busy={state.busy}
        submitText={withheld ? 'Compare with model' : undefined}
      />
      <ClassifyRail {...{ viewer, store, commands }} />
      <main className={styles.planes}>
        <Image opened={opened} pinned={comments.pinned} onViewer={setViewer} />
        <ClassifyNotice {...{ session, slug, state, failure }} onDismiss={dismiss} />
      </main>
      <aside className={side.side} aria-label="Findings and comments">
        <FindingsPanel {...{ store, commands }} missing={state.missing} />
        {why && viewer && (
          <WhyPanel
            {...{ viewer, commands }}
            map={why}
            of={store.asked.find((one) => one.key === key)?.name ?? key}
            methods={methods}
          />
        )}
        <CommentsPanel comments={comments} viewer={viewer} box={commentBox} />
        {opened.case.why && <WhyThisCase why={opened.case.why} />}
      </aside>
      <ClassifyStatus {...{ viewer, store }} />
      <Dialogs
        {...{ dialog, assignment, opened }}
        onClose={() => setDialog(null)}
        onSkipped={() => leave(`${opened.case.name} skipped.`)}
      />
    </div>
  );
}

interface ImageProps {
  opened: Opened;
  pinned: readonly number[];
  onViewer: (viewer: VolumeViewer | null) => void;
}

function Image({ opened, pinned, onViewer }: ImageProps) {
  const person = useSignedIn().data?.person.username;
  const source = useMemo(() => sourceOf(opened.case), [opened]);
  return <VolumePanes {...{ source, pinned, person, onViewer }} labels={noLabels} editable />;
}

const noLabels = [] as const;
const methods: readonly Method[] = ['grad_cam', 'occlusion'];

interface DialogsProps {
  dialog: Dialog;
  assignment: number;
  opened: Opened;
  onClose: () => void;
  onSkipped: () => void;
}

function Dialogs({ dialog, assignment, opened: { case: of }, onClose, onSkipped }: DialogsProps) {
  return (
    <>
      <KeySheet
        opened={dialog === 'keys'}
        onClose={onClose}
        commands={classifyCommands}
        groups={classifyGroups}
      />
      <SkipDialog opened={dialog === 'skip'} assignment={assignment} onClose={onClose} onDone={onSkipped} />
      <FlagDialog opened={dialog === 'flag'} assignment={assignment} note={of.flagged} onClose={onClose} />
    </>
  );
}
