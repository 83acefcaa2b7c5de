import type { Language } from '#base/language.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { Badge } from '#ui/components/page-parts.tsx';

type Status = 'draft' | 'published' | 'deprecated' | 'retired';

const kinds = { draft: 'plain', published: 'good', deprecated: 'waiting', retired: 'bad' } as const;

/** Where a version of an API is in its life. */
export const StatusBadge = ({ language, status }: { readonly language: Language; readonly status: Status }) => (
  <Badge kind={kinds[status]}>{texts[language].status[status]}</Badge>
);
