import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { tell } from '@/api/problem';
import { when } from '@/lib/when';
import { PanelHead, QuietButton } from '@/ui';
import { usePins, useViewerState, type VolumeViewer } from '@/viewer';
import type { Comment } from '../api';
import { type Comments, placeOf } from '../useComments';
import styles from './CommentsPanel.module.css';
import side from './SidePanel.module.css';

interface Props {
  comments: Comments;
  viewer: VolumeViewer | null;
  box: RefObject<HTMLTextAreaElement | null>;
}

/** The remarks on the case, open ones first, each pinned to its place; a new one points where the mouse was at M. */
export function CommentsPanel({ comments, viewer, box }: Props) {
  const [chosen, choose] = useState<number | null>(null);
  usePins(viewer, comments.pins, chosen, choose);
  const open = comments.comments.filter((comment) => !comment.resolved_at);
  return (
    <section aria-label="Comments">
      <PanelHead title="Comments">
        {open.length > 0 && <span className="small t2">{open.length} open</span>}
        <kbd>M</kbd>
      </PanelHead>
      {comments.comments.map((comment, at) => (
        <Remark
          key={comment.id}
          {...{ comment, comments, viewer }}
          number={at + 1}
          chosen={comment.id === chosen}
          onChoose={() => choose(comment.id)}
        />
      ))}
      {comments.error && (
        <p className="small" style={{ color: 'var(--danger)' }}>
          {tell(comments.error).happened}
        </p>
      )}
      {viewer && <NewComment comments={comments} viewer={viewer} box={box} />}
    </section>
  );
}

interface RemarkProps {
  comment: Comment;
  comments: Comments;
  viewer: VolumeViewer | null;
  number: number;
  chosen: boolean;
  onChoose: () => void;
}

function Remark({ comment, comments, viewer, number, chosen, onChoose }: RemarkProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const go = () => {
    const place = placeOf(comment);
    onChoose();
    if (place) viewer?.jumpTo(place);
    else if (comment.z !== null) viewer?.jumpToSlice('z', comment.z);
  };
  const done = comment.resolved_at !== null;
  return (
    <div
      ref={row}
      className={styles.comment}
      data-resolved={done || undefined}
      data-chosen={chosen || undefined}
    >
      <div className={styles.line}>
        <span className={styles.number}>{number}</span>
        {comment.z === null ? (
          <span className="t2">Whole case</span>
        ) : (
          <button type="button" className={side.link} onClick={go}>
            Slice {comment.z + 1}
          </button>
        )}
        <span className="grow" />
        <button
          type="button"
          className={side.link}
          onClick={() => (done ? comments.reopen : comments.resolve).mutate(comment.id)}
        >
          {done ? 'Open again' : 'Mark done'}
        </button>
      </div>
      <p>{comment.text}</p>
      <p className="t3">
        {comment.author.name || comment.author.username}, {when(comment.created_at)}
        {done &&
          `; done${comment.resolved_by ? ` by ${comment.resolved_by.name}` : ''}, ${when(comment.resolved_at)}`}
      </p>
    </div>
  );
}

function NewComment({ comments, viewer, box }: Props & { viewer: VolumeViewer }) {
  const [text, setText] = useState('');
  const focus = useViewerState(viewer, (state) => state.focus);
  const at = comments.writing ?? focus;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    comments.add.mutate({ text: text.trim(), index: at }, { onSuccess: () => setText('') });
    box.current?.blur();
  };
  const single = viewer.shape[0] === 1;
  const words = single ? 'Comment on this image' : `Comment on slice ${at[0] + 1}`;
  return (
    <form className={side.form} onSubmit={send}>
      <textarea
        ref={box}
        rows={1}
        maxLength={2000}
        value={text}
        aria-label={words}
        placeholder={words}
        onChange={(event) => setText(event.target.value)}
        onFocus={() => comments.writeAt((asked) => asked ?? focus)}
        onBlur={() => !text.trim() && comments.writeAt(null)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Enter' && !event.shiftKey) send(event);
        }}
      />
      {text.trim() && (
        <QuietButton type="submit" size="compact-xs" disabled={comments.add.isPending}>
          {single ? 'Pin to this place' : `Pin to slice ${at[0] + 1}`}
        </QuietButton>
      )}
    </form>
  );
}
