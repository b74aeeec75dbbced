import { Textarea } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type RefObject, useMemo, useState } from 'react';
import { when } from '@/lib/when';
import { QuietButton } from '@/ui';
import { type Index, type Pin, usePins, type VolumeViewer } from '@/viewer';
import { type Comment, type Remark, useComments } from '../api';
import styles from '../Review.module.css';
import { useFocus } from './useFocus';

interface Props {
  slug: string;
  caseId: number;
  viewer: VolumeViewer | null;
  remarks: Remark[];
  onRemarks: (remarks: Remark[]) => void;
  field: RefObject<HTMLTextAreaElement | null>;
  readOnly: boolean;
}

/** Remarks pinned to slices: what is being written, and what was said before. */
export function CommentPanel(props: Props) {
  const { slug, caseId, viewer, remarks, onRemarks, readOnly } = props;
  const told = useComments(slug, caseId);
  usePins(viewer, usePinsOf(remarks, told.data ?? none), null, () => {});
  return (
    <section>
      <div className={styles.heading}>
        <h2 className="grow">Comments</h2>
        {!readOnly && <kbd>M</kbd>}
      </div>
      {remarks.map((remark) => (
        <div key={`${remark.index} ${remark.text}`} className={styles.remark}>
          <div>
            <Place {...remark} viewer={viewer} />
            <p>{remark.text}</p>
          </div>
          <button
            type="button"
            className={styles.eye}
            aria-label="Take the comment back"
            onClick={() => onRemarks(remarks.filter((one) => one !== remark))}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </div>
      ))}
      {!readOnly && <Composer {...props} />}
      {(told.data ?? []).map((comment) => (
        <Told key={comment.id} comment={comment} viewer={viewer} />
      ))}
    </section>
  );
}

const none: Comment[] = [];

/** What is written and what was said before and still stands, at their places; numbered as they are listed. */
function usePinsOf(remarks: Remark[], told: Comment[]): Pin[] {
  return useMemo(() => {
    const open = told.filter((comment) => !comment.resolved_at);
    return [...remarks, ...open].flatMap((one, position) => {
      const [z, y, x] = one.index ?? [];
      if (z === undefined || y === undefined || x === undefined) return [];
      return [
        { id: position, index: [z, y, x], text: String(position + 1), pending: position < remarks.length },
      ];
    });
  }, [remarks, told]);
}

interface PlaceProps {
  z: number | null;
  index: readonly number[] | null;
  viewer: VolumeViewer | null;
}

/** Goes to the place of a remark. */
function Place({ z, index, viewer }: PlaceProps) {
  if (z === null) return <span className="t3">Whole case</span>;
  const go = () => {
    const [k, y, x] = index ?? [];
    if (k !== undefined && y !== undefined && x !== undefined) viewer?.jumpTo([k, y, x]);
    else viewer?.jumpToSlice('z', z);
  };
  return (
    <button type="button" className={styles.pin} onClick={go}>
      Slice {z + 1}
    </button>
  );
}

function Composer({ viewer, remarks, onRemarks, field }: Props) {
  const [text, setText] = useState('');
  const index: Index = useFocus(viewer);
  const [slice] = index;
  const add = () => {
    if (!text.trim()) return;
    onRemarks([...remarks, { z: slice, index, text: text.trim() }]);
    setText('');
    field.current?.blur();
  };
  return (
    <>
      <Textarea
        ref={field}
        aria-label={`Comment on slice ${slice + 1}`}
        placeholder={`Comment on slice ${slice + 1}`}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey) {
            event.preventDefault();
            add();
          }
        }}
      />
      <div className="row" style={{ margin: 'var(--s-2) 0' }}>
        <QuietButton size="xs" disabled={!text.trim()} onClick={add}>
          Pin to slice {slice + 1}
        </QuietButton>
      </div>
    </>
  );
}

function Told({ comment, viewer }: { comment: Comment; viewer: VolumeViewer | null }) {
  return (
    <div className={styles.remark} data-told>
      <div>
        <span className="t3">
          {comment.author.name}, {when(comment.created_at)}
          {comment.resolved_at ? ', resolved' : ''}{' '}
        </span>
        <Place z={comment.z} index={comment.index} viewer={viewer} />
        <p>{comment.text}</p>
      </div>
    </div>
  );
}
