import { type FormEvent, type RefObject, useState } from 'react';
import { tell } from '@/api/problem';
import { QuietButton } from '@/ui';
import { useViewerState, type VolumeViewer } from '@/viewer';
import type { Comment } from '../api';
import type { Comments } from '../useComments';
import styles from './SidePanel.module.css';

interface Props {
  comments: Comments;
  viewer: VolumeViewer | null;
  box: RefObject<HTMLTextAreaElement | null>;
}

/** The remarks on the case, open ones first; a new one is pinned to the slice shown. */
export function CommentsPanel({ comments, viewer, box }: Props) {
  const open = comments.comments.filter((comment) => !comment.resolved_at);
  const done = comments.comments.filter((comment) => comment.resolved_at);
  return (
    <section aria-label="Comments">
      <div className={styles.head}>
        <h2>Comments</h2>
        {open.length > 0 && <span className="small t2">{open.length} open</span>}
        <kbd>M</kbd>
      </div>
      {[...open, ...done].map((comment) => (
        <Remark
          key={comment.id}
          comment={comment}
          viewer={viewer}
          onResolve={() => comments.resolve.mutate(comment.id)}
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

function Remark(props: { comment: Comment; viewer: VolumeViewer | null; onResolve: () => void }) {
  const { comment, viewer } = props;
  const go = () => {
    const [z, y, x] = comment.index ?? [];
    if (z !== undefined && y !== undefined && x !== undefined) viewer?.jumpTo([z, y, x]);
    else if (comment.z !== null) viewer?.jumpToSlice('z', comment.z);
  };
  return (
    <div className={styles.comment} data-resolved={comment.resolved_at ? true : undefined}>
      <div className="row" style={{ gap: 'var(--s-2)' }}>
        {comment.z !== null && (
          <button type="button" className={styles.link} onClick={go}>
            Slice {comment.z + 1}
          </button>
        )}
        <span className="t3 grow ellipsis">{comment.author.name || comment.author.username}</span>
        {comment.resolved_at ? (
          <span className="t3">done</span>
        ) : (
          <button type="button" className={styles.link} onClick={props.onResolve}>
            Mark done
          </button>
        )}
      </div>
      <p>{comment.text}</p>
    </div>
  );
}

function NewComment({ comments, viewer, box }: Props & { viewer: VolumeViewer }) {
  const [text, setText] = useState('');
  const focus = useViewerState(viewer, (state) => state.focus);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    comments.add.mutate({ text: text.trim(), index: focus }, { onSuccess: () => setText('') });
  };
  return (
    <form className={styles.form} onSubmit={send}>
      <textarea
        ref={box}
        rows={1}
        maxLength={2000}
        value={text}
        aria-label={`Comment on slice ${focus[0] + 1}`}
        placeholder={`Comment on slice ${focus[0] + 1}`}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Enter' && !event.shiftKey) send(event);
        }}
      />
      {text.trim() && (
        <QuietButton type="submit" size="compact-xs" disabled={comments.add.isPending}>
          Pin to slice {focus[0] + 1}
        </QuietButton>
      )}
    </form>
  );
}
