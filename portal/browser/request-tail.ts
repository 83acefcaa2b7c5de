/** Shows new requests at the top of the list as they come; it can be paused and stopped. */

const frame = document.querySelector<HTMLElement>('[data-live]');

/** Rows that a page shows at most, and that wait at most while it is paused. */
const rowsLimit = 200;

function word(name: string, count = 0): string {
  return (frame?.dataset[name] ?? '').replace('{n}', String(count));
}

function button(name: string, click: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'button button-plain';
  element.textContent = word(name);
  element.addEventListener('click', click);
  return element;
}

/** The row in a piece of the server's own HTML. */
function rowIn(html: string): HTMLTableRowElement | null {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.querySelector('tr');
}

function numberOf(row: Element): string {
  return row.querySelector<HTMLElement>('[data-request]')?.dataset['request'] ?? '';
}

/** Puts a row on top, unless it is there; gives whether it was new. */
function prepend(table: HTMLTableSectionElement, row: HTMLTableRowElement): boolean {
  const number = numberOf(row);
  if ([...table.rows].some((one) => numberOf(one) === number)) return false;
  table.prepend(row);
  while (table.rows.length > rowsLimit) table.deleteRow(-1);
  return true;
}

/** Marks a page that is to be followed as soon as it is there. */
const followAgain = '#follow';

/** Once: a list that stays empty, because it begins tomorrow, is not asked for again and again. */
function reloadAndFollow(): void {
  if (location.hash === followAgain) return;
  location.hash = followAgain;
  location.reload();
}

function follow(place: HTMLElement): void {
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  let source: EventSource | null = null;
  let waiting: HTMLTableRowElement[] = [];
  let paused = false;
  let came = 0;

  const begin = button('follow', () => {
    source = new EventSource(place.dataset['live'] ?? '');
    said.textContent = word('following');
    source.addEventListener('request', ({ data }: MessageEvent<string>) => {
      const row = rowIn(data);
      const table = document.querySelector<HTMLTableSectionElement>('main table tbody');
      // A list without a row has no table yet: the server makes it.
      if (table === null) return reloadAndFollow();
      if (row === null) return;
      if (paused) {
        waiting = [...waiting, row].slice(-rowsLimit);
        said.textContent = word('paused', waiting.length);
      } else if (prepend(table, row)) {
        came += 1;
        said.textContent = word('came', came);
      }
    });
    source.addEventListener('end', ({ data }: MessageEvent<string>) => stop(data === 'time' ? 'ended' : 'lost'));
    source.addEventListener('error', () => {
      // A connection that broke is opened again by the browser; one that was refused is closed for good.
      if (source?.readyState === EventSource.CLOSED) stop('lost');
    });
    place.replaceChildren(hold, end, said);
    hold.focus();
  });

  const hold = button('pause', () => {
    paused = !paused;
    hold.textContent = word(paused ? 'resume' : 'pause');
    const table = document.querySelector<HTMLTableSectionElement>('main table tbody');
    if (!paused && table !== null) came += waiting.filter((row) => prepend(table, row)).length;
    waiting = paused ? waiting : [];
    said.textContent = paused ? word('paused', 0) : word('came', came);
  });

  const end = button('stop', () => stop(''));

  function stop(why: string): void {
    source?.close();
    source = null;
    paused = false;
    waiting = [];
    hold.textContent = word('pause');
    said.textContent = why === '' ? '' : word(why);
    place.replaceChildren(begin, said);
  }

  place.replaceChildren(begin, said);
  place.hidden = false;
  if (location.hash === followAgain) begin.click();
}

if (frame !== null) follow(frame);
