import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  /** Pixels, or the whole height that is left in the card. */
  height?: number;
  label: string;
  children: (width: number, height: number) => ReactNode;
}

/** An SVG drawn in true pixels, so that its words stay 12 px at any width. */
export function Sized({ height, label, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: height ?? 0 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const style = height === undefined ? { flex: 1, minHeight: 0 } : { height, flex: 'none' };
  return (
    <div ref={box} style={{ ...style, overflow: 'hidden' }}>
      {size.width > 0 && size.height > 0 && (
        <svg
          width={size.width}
          height={size.height}
          role="img"
          aria-label={label}
          style={{ display: 'block' }}
        >
          {children(size.width, size.height)}
        </svg>
      )}
    </div>
  );
}
