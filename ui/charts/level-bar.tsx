/** How full something is, as a bar: an ornament beside the figures, which are told in words. */

const width = 100;

export const LevelBar = ({ used, limit }: { readonly used: number; readonly limit: number }) => {
  const share = limit <= 0 ? 1 : Math.min(1, used / limit);
  return (
    <svg class="level" viewBox={`0 0 ${width} 8`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="level-all" x="0" y="0" width={width} height="8" />
      <rect
        class={share >= 1 ? 'level-full' : 'level-used'}
        x="0"
        y="0"
        width={(share * width).toFixed(1)}
        height="8"
      />
    </svg>
  );
};
