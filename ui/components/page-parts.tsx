/** Parts that pages are put together from. */
import type { Child } from 'hono/jsx';
import type { Language } from '#base/language.ts';
import { words } from '#ui/words.ts';

/** A page's head: its title, what stands around it, and what can be done. */
export const PageHead = (props: { readonly title: string; readonly lead?: Child; readonly actions?: Child }) => (
  <div class="page-head">
    <div>
      <h1>{props.title}</h1>
      {props.lead === undefined ? null : <p class="lead">{props.lead}</p>}
    </div>
    {props.actions === undefined ? null : <div class="page-actions">{props.actions}</div>}
  </div>
);

type Crumb = { readonly label: string; readonly href?: string };

/** The way to this page; the last crumb is the page itself. */
export const Breadcrumbs = (props: { readonly label: string; readonly crumbs: readonly Crumb[] }) => (
  <nav class="crumbs" aria-label={props.label}>
    <ol>
      {props.crumbs.map(({ label, href }) => (
        <li>{href === undefined ? <span aria-current="page">{label}</span> : <a href={href}>{label}</a>}</li>
      ))}
    </ol>
  </nav>
);

/** A sentence that stands out. `fault` and `warning` say what to do about it. */
export const Notice = (props: {
  readonly kind: 'success' | 'information' | 'warning' | 'fault';
  readonly title?: string;
  readonly children?: Child;
}) => (
  <div class={`notice notice-${props.kind}`} role={props.kind === 'fault' ? 'alert' : 'status'}>
    {props.title === undefined ? null : <p class="notice-title">{props.title}</p>}
    {props.children}
  </div>
);

/** A word on a coloured ground; the word says it all, the colour only helps. */
export const Badge = (props: { readonly kind?: 'good' | 'waiting' | 'bad' | 'plain'; readonly children?: Child }) => (
  <span class={`badge badge-${props.kind ?? 'plain'}`}>{props.children}</span>
);

type Tab = { readonly label: string; readonly href: string; readonly current: boolean };

/** Pages of one thing, side by side. */
export const Tabs = (props: { readonly label: string; readonly tabs: readonly Tab[] }) => (
  <nav class="tabs" aria-label={props.label}>
    <ul>
      {props.tabs.map(({ label, href, current }) => (
        <li>
          <a href={href} {...(current ? { 'aria-current': 'page' as const } : {})}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

/** Names and what they hold. */
export const Facts = (props: { readonly facts: readonly (readonly [name: string, value: Child])[] }) => (
  <dl class="facts">
    {props.facts.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** What stands where nothing is yet: what would be here, and how it comes. */
export const EmptyState = (props: { readonly title: string; readonly children?: Child }) => (
  <div class="empty">
    <p class="empty-title">{props.title}</p>
    {props.children}
  </div>
);

/** The way to the next page of a list; nothing when this is all. */
export const Pager = (props: {
  readonly language: Language;
  readonly next: string | null;
  readonly first?: string | null;
}) => {
  const text = words[props.language];
  if (props.next === null && (props.first ?? null) === null) return null;
  return (
    <nav class="pager" aria-label={text.next}>
      {(props.first ?? null) === null ? null : <a href={props.first ?? ''}>{text.first}</a>}
      {props.next === null ? null : (
        <a class="button button-plain" href={props.next} rel="next">
          {text.next}
        </a>
      )}
    </nav>
  );
};

/** A block of text on its own ground. */
export const Card = (props: { readonly title?: string; readonly class?: string; readonly children?: Child }) => (
  <section class={`card ${props.class ?? ''}`}>
    {props.title === undefined ? null : <h2>{props.title}</h2>}
    {props.children}
  </section>
);

/** Code to read and copy; scrolls by keyboard, too. */
export const CodeBlock = (props: { readonly language: Language; readonly label: string; readonly code: string }) => (
  <div class="code" data-copy={words[props.language].copy} data-copied={words[props.language].copied}>
    <pre tabindex={0} role="region" aria-label={props.label}>
      <code>{props.code}</code>
    </pre>
  </div>
);
