/**
 * nginx with its Lua module, doing what gateways made of the two do at the least: the token's SHA-256 looked up in a
 * shared dictionary, a rate limit an application (GCRA), one counter. Subscriptions, terms, scopes, quotas and log: none.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proxyDirectives, startNginx, subjectOf, upstreamBlock } from '#bench/gateway/nginx.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { testedCore, type Subject } from '#bench/gateway/subject.ts';

const modules = ['ndk_http_module', 'ngx_http_lua_module'];
const moduleFolder = '/usr/lib/nginx/modules';

const digest = `
  local ffi = require("ffi")
  ffi.cdef[[ unsigned char *SHA256(const unsigned char *bytes, size_t length, unsigned char *digest); ]]
  local buffer = ffi.new("unsigned char[32]")
  function digest_of(token)
    ffi.C.SHA256(token, #token, buffer)
    return ffi.string(buffer, 32)
  end`;

const check = `
  local field = ngx.var.http_authorization
  if field == nil or string.sub(field, 1, 7) ~= "Bearer " then return ngx.exit(401) end
  local application = ngx.shared.tokens:get(digest_of(string.sub(field, 8)))
  if application == nil then return ngx.exit(401) end
  local limits, now = ngx.shared.limits, ngx.now()
  local arrival = limits:get(application) or now
  if arrival < now then arrival = now end
  if arrival - now > 1 then return ngx.exit(429) end
  limits:set(application, arrival + 0.000001)
  ngx.shared.counters:incr(application, 1, 0)`;

/** Starts it with the tokens, spread over `applications`. */
export async function startNginxLua(stage: Stage, tokens: readonly string[], applications: number): Promise<Subject> {
  const tokenFile = join(stage.folder, 'lua-tokens');
  writeFileSync(tokenFile, tokens.map((token) => `${token}\n`).join(''));
  const nginx = await startNginx(stage, {
    name: 'nginx-lua',
    core: testedCore,
    main: modules.map((name) => `load_module ${join(moduleFolder, `${name}.so`)};`).join('\n'),
    http: `
      lua_shared_dict tokens 64m;
      lua_shared_dict limits 64m;
      lua_shared_dict counters 64m;
      init_by_lua_block {
        ${digest}
        local number = 0
        for token in io.lines("${tokenFile}") do
          ngx.shared.tokens:set(digest_of(token), "application-" .. number % ${applications})
          number = number + 1
        end
      }
      ${upstreamBlock(stage)}`,
    server: `location / { access_by_lua_block { ${check} } ${proxyDirectives} }`,
  });
  return subjectOf('nginx + Lua', nginx);
}
