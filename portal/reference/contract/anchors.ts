/** Names of places on the page: letters, digits and hyphens, each given out once. */
export type Anchors = {
  /** Gives the anchor for `text` with `kind` before it; the same text asked for again gets another one. */
  readonly take: (kind: string, text: string) => string;
};

export function openAnchors(): Anchors {
  const taken = new Set<string>();
  return {
    take: (kind, text) => {
      const base = `${kind}-${slugOf(text)}`;
      let anchor = base;
      for (let count = 2; taken.has(anchor); count += 1) anchor = `${base}-${count}`;
      taken.add(anchor);
      return anchor;
    },
  };
}

function slugOf(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}+/gu, '');
  const slug = plain
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, 80) || 'x';
}
