/** The people behind the provider; who belongs to them is kept elsewhere. */
import { limits } from '#base/limits.ts';
import { run } from '#registry/operation.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';
import { readOffer, showConsole } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export async function showTeam(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const { language, services, actor } = visit;
  const text = texts[language].team;
  const { organisation } = offer.declared;
  const { items } = await run(services.registry, actor, listMembers, { organisation, limit: limits.pageRows });
  return showConsole(visit, {
    ...{ offer, area: 'team', title: text.title, lead: text.lead },
    body:
      items.length === 0 ? (
        <EmptyState title={text.empty}>
          <p>{text.emptyWhy}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.caption}
          captionHidden
          rows={items}
          columns={[
            {
              title: text.name,
              names: true,
              cell: ({ name, email }) => (
                <>
                  {name} <a href={`mailto:${email}`}>{email}</a>
                </>
              ),
            },
            { title: text.role, cell: ({ role }) => text.roles[role] },
            { title: text.since, cell: ({ joinedAt }) => formatDate(joinedAt, language) },
          ]}
        />
      ),
  });
}
