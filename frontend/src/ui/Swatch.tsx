/** The colour of a label, always with its name near it. Palette entries repeat beyond twelve. */
export function Swatch({ color, size = 10 }: { color: number; size?: number }) {
  return (
    <span
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        borderRadius: 3,
        flex: 'none',
        display: 'inline-block',
        background: labelColour(color),
      }}
    />
  );
}

export function labelColour(color: number): string {
  return `var(--label-${((color - 1) % 12) + 1})`;
}
