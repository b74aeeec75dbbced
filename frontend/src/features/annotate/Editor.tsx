import { useMemo, useRef, useState } from 'react';
import { useSession as useSignedIn } from '@/api/shared';
import { KeySheet } from '@/ui';
import { sourceOf, VolumePanes, type VolumeViewer } from '@/viewer';
import { useNextCase } from './ahead/useNextCase';
import type { Opened } from './api';
import { editorCommands } from './commands';
import { groups, mouse } from './commands/types';
import { CompareArea } from './compare/CompareArea';
import { useCompare } from './compare/useCompare';
import { CommentsPanel } from './components/CommentsPanel';
import { EditorTop } from './components/EditorTop';
import { FindingsCount } from './components/FindingsCount';
import { LookMenu } from './components/LookMenu';
import { MeasureOptions } from './components/MeasureOptions';
import { NextCase } from './components/NextCase';
import { Notices } from './components/notices/Notices';
import { FlagDialog, SkipDialog } from './components/ReasonDialogs';
import { SidePanel } from './components/SidePanel';
import { StatusBar } from './components/StatusBar';
import { ToolOptions } from './components/ToolOptions';
import { ToolRail } from './components/ToolRail';
import styles from './Editor.module.css';
import { MergePanel } from './merging/MergePanel';
import { useMerging } from './merging/useMerging';
import { openingPlace } from './openingPlace';
import { SmartOptions } from './smart/SmartOptions';
import { useSmartCorrection } from './smart/useSmartCorrection';
import { useComments } from './useComments';
import { useEditorCommands } from './useEditorCommands';
import { useFindings } from './useFindings';
import { useRemarks } from './useRemarks';
import { useSession } from './useSession';
import { useSubmit } from './useSubmit';
import { useUnseen } from './useUnseen';
import { useWhyOfLabel } from './why/useWhyMap';

export type Dialog = 'skip' | 'flag' | 'keys' | null;

interface Props {
  opened: Opened;
  slug: string;
  /** The slice (z, from 0) to open at; null: the most doubtful one. */
  slice: number | null;
}

/** The editor of one case: bar, tools, planes, panel, status. */
export function Editor({ opened, slug, slice }: Props) {
  const [viewer, setViewer] = useState<VolumeViewer | null>(null);
  const [dialog, setDialog] = useState<Dialog>(null);
  const { session, state } = useSession(opened, viewer);
  const smart = useSmartCorrection(opened, viewer, session);
  useNextCase(opened, slug, viewer, state?.phase === 'ready');
  const comments = useComments(opened.case.id);
  const commentBox = useRef<HTMLTextAreaElement>(null);
  const images = useImages(opened, slice);
  const compare = useCompare(slug, opened.case.id);
  const { submit: send, failure, dismiss, skipped } = useSubmit(opened, slug, session);
  const { submit, notice: unseen } = useUnseen(viewer, send);
  const findings = useFindings(viewer, session, state);
  const { merging, places, doubt } = useMerging(opened, viewer, state);
  const explains = opened.purpose !== 'adjudication' && typeof opened.case.draft?.model === 'number';
  const why = useWhyOfLabel(opened.case.id, explains ? viewer : null);
  const parts = { opened, viewer, session, places, merging, submit, compare, smart, why };
  const { commands, place } = useEditorCommands(
    {
      ...parts,
      show: setDialog,
      comment: () => {
        const pointed = viewer?.pointed.get();
        if (pointed) comments.writeAt(pointed.index);
        commentBox.current?.focus();
      },
      nextFinding: findings.next,
    },
    dialog === null,
  );
  useRemarks(viewer);
  const ready = state?.phase === 'ready';
  return (
    <div className={styles.editor}>
      <EditorTop
        {...{ opened, slug, session, ready, commands }}
        save={state?.save ?? null}
        busy={state?.submitting ?? false}
      />
      <ToolRail {...{ viewer, commands }} />
      <main className={styles.planes}>
        <CompareArea compare={compare} viewer={viewer}>
          <VolumePanes
            {...images}
            editable
            doubt={doubt}
            pinned={comments.pinned}
            onViewer={setViewer}
            corner={viewer && <LookMenu {...{ viewer, commands }} />}
          >
            {viewer && <ToolOptions viewer={viewer} modality={opened.case.modality} />}
            {viewer && <MeasureOptions {...{ viewer, commands }} />}
            {viewer && smart && <SmartOptions {...{ viewer, smart }} />}
          </VolumePanes>
        </CompareArea>
        <Notices
          {...{ opened, slug, viewer, state, session, failure, findings, commands }}
          onRetry={send}
          onDismiss={dismiss}
        />
        {unseen}
      </main>
      <SidePanel
        {...{ viewer, place, commands, places }}
        why={opened.case.why}
        whyMap={why}
        returned={opened.case.comments > 0 || merging !== null}
        merges={merging !== null}
        comments={
          <MergePanel {...{ opened, merging, commands }}>
            <CommentsPanel comments={comments} viewer={viewer} box={commentBox} />
          </MergePanel>
        }
      >
        {opened.purpose === 'read' && <NextCase opened={opened} slug={slug} />}
      </SidePanel>
      <StatusBar {...{ viewer, opened, ready }}>
        <FindingsCount count={findings.findings.length} commands={commands} />
      </StatusBar>
      <Dialogs {...{ dialog, opened }} onClose={() => setDialog(null)} onSkipped={skipped} />
    </div>
  );
}

/** What the panes open with; kept, since another object means another case. */
function useImages(opened: Opened, slice: number | null) {
  const person = useSignedIn().data?.person.username;
  const images = useMemo(
    () => ({
      source: sourceOf(opened.case),
      labels: opened.labels.map(({ value, name, color }) => ({
        value,
        name,
        colour: color ?? 1,
        visible: true,
        locked: false,
      })),
      focus: openingPlace(opened.case, slice),
    }),
    [opened, slice],
  );
  return { ...images, person };
}

interface DialogsProps {
  dialog: Dialog;
  opened: Opened;
  onClose: () => void;
  onSkipped: () => void;
}

function Dialogs({ dialog, opened, onClose, onSkipped }: DialogsProps) {
  const { case: of, assignment_id: assignment } = opened;
  return (
    <>
      <KeySheet opened={dialog === 'keys'} commands={editorCommands} {...{ groups, mouse, onClose }} />
      {assignment !== null && (
        <>
          <SkipDialog
            opened={dialog === 'skip'}
            assignment={assignment}
            onClose={onClose}
            onDone={onSkipped}
          />
          <FlagDialog
            opened={dialog === 'flag'}
            assignment={assignment}
            note={of.flagged}
            onClose={onClose}
          />
        </>
      )}
    </>
  );
}
