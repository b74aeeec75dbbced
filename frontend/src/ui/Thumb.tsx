import { useState } from 'react';
import styles from './Thumb.module.css';

interface Props {
  src: string | null | undefined;
  alt: string;
  width: number;
  height: number;
  /** Words on the image: "Slice 90". */
  caption?: string;
}

/** A small image of a scan on black. Without one, only the black stays: nothing jumps. */
export function Thumb({ src, alt, width, height, caption }: Props) {
  const [failed, setFailed] = useState(false);
  return (
    <span className={styles.thumb} style={{ width, height }}>
      {src && !failed && <img src={src} alt={alt} loading="lazy" onError={() => setFailed(true)} />}
      {caption && <b className={styles.caption}>{caption}</b>}
    </span>
  );
}
