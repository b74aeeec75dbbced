import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { QuietButton } from '@/ui';
import styles from '../Cohorts.module.css';
import { pictureOf } from '../held/api';
import type { HeldQueue } from '../held/useHeldQueue';

/** As large as there is room: what is written in it must be legible. */
export function HeldPicture({ queue }: { queue: HeldQueue }) {
  const { held, image } = queue;
  const [failed, setFailed] = useState(false);
  return (
    <figure className={styles.picture}>
      {failed ? (
        <div className={styles.nopicture}>
          <p className="t2">No picture can be made of this image.</p>
          <QuietButton onClick={() => setFailed(false)}>Try again</QuietButton>
        </div>
      ) : (
        <img
          src={pictureOf(held, image)}
          alt={`${image} of ${held.instances} of the series that waits`}
          onError={() => setFailed(true)}
        />
      )}
      {image < held.instances && <link rel="prefetch" as="image" href={pictureOf(held, image + 1)} />}
      {held.instances > 1 && <Turn queue={queue} />}
    </figure>
  );
}

function Turn({ queue }: { queue: HeldQueue }) {
  const { held, image, show } = queue;
  return (
    <figcaption className={styles.turn}>
      <button
        type="button"
        className={styles.icon}
        aria-label="Image before"
        disabled={image === 1}
        onClick={() => show(image - 1)}
      >
        <IconChevronLeft size={18} stroke={1.75} aria-hidden />
      </button>
      <span className="num">
        Image {image} of {held.instances}
      </span>
      <button
        type="button"
        className={styles.icon}
        aria-label="Image after"
        disabled={image === held.instances}
        onClick={() => show(image + 1)}
      >
        <IconChevronRight size={18} stroke={1.75} aria-hidden />
      </button>
    </figcaption>
  );
}
