# Debian's ruby-oauth2 against an issuer and an API; prints what it got as JSON.
#
# Settings come from the environment: SITE, TOKEN_PATH, API_URL, CLIENT_ID, CLIENT_SECRET, and for the password grant
# USERNAME_, PASSWORD_, SCOPE. Proxy and authority are those of Ruby itself: https_proxy, SSL_CERT_FILE.
require 'json'
require 'oauth2'

client = OAuth2::Client.new(ENV.fetch('CLIENT_ID'), ENV.fetch('CLIENT_SECRET'),
                            site: ENV.fetch('SITE'), token_url: ENV.fetch('TOKEN_PATH'), raise_errors: false)
token = if ENV['USERNAME_']
          client.password.get_token(ENV.fetch('USERNAME_'), ENV.fetch('PASSWORD_'), scope: ENV.fetch('SCOPE'))
        else
          client.client_credentials.get_token
        end
answer = token.get(ENV.fetch('API_URL'))
puts JSON.generate(token_type: token.params['token_type'], status: answer.status, body: answer.body)
