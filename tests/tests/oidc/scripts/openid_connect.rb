# frozen_string_literal: true

# The gem openid_connect asks, on which OmniAuth and with it GitLab stand, and looks at every id token.
# Neighbour: `scripts.rs` says what to do, a line of JSON each time.

require 'json'
require 'openid_connect'

ABOUT = JSON.parse(ARGV[0])
# The servers of the tests do without certificates.
SWD.url_builder = URI::HTTP
SERVER = OpenIDConnect::Discovery::Provider::Config.discover!(ABOUT['issuer'])
CLIENT = OpenIDConnect::Client.new(
  identifier: ABOUT['id'],
  secret: ABOUT['secret'],
  redirect_uri: ABOUT['back'],
  authorization_endpoint: SERVER.authorization_endpoint,
  token_endpoint: SERVER.token_endpoint,
  userinfo_endpoint: SERVER.userinfo_endpoint
)
AUTHENTICATION = ABOUT['authentication'] == 'client_secret_basic' ? :basic : :body
# What belongs to the browser that is on its way.
BROWSER = {}
TOKENS = {}

def checked(expected)
  keys = JSON::JWK::Set.new(JSON.parse(OpenIDConnect.http_client.get(SERVER.jwks_uri).body))
  token = OpenIDConnect::ResponseObject::IdToken.decode(TOKENS[:now].id_token, keys)
  token.verify!({ issuer: SERVER.issuer, audience: ABOUT['id'], client_id: ABOUT['id'] }.merge(expected))
  token.raw_attributes
end

def begin_with(more)
  verifier = SecureRandom.urlsafe_base64(48)
  BROWSER.merge!(verifier: verifier, nonce: SecureRandom.hex(16), state: SecureRandom.hex(16))
  challenge = Base64.urlsafe_encode64(OpenSSL::Digest::SHA256.digest(verifier), padding: false)
  asked = { scope: %i[openid profile email groups], nonce: BROWSER[:nonce], state: BROWSER[:state],
            code_challenge: challenge, code_challenge_method: 'S256' }
  { url: CLIENT.authorization_uri(asked.merge(more.transform_keys(&:to_sym))) }
end

def finish(url)
  answer = URI.decode_www_form(URI.parse(url).query).to_h
  raise answer['error'] if answer['error']
  raise 'another state' unless answer['state'] == BROWSER[:state]

  CLIENT.authorization_code = answer['code']
  TOKENS[:now] = CLIENT.access_token!(client_auth_method: AUTHENTICATION, code_verifier: BROWSER[:verifier])
  user = TOKENS[:now].userinfo!.raw_attributes
  { claims: checked(nonce: BROWSER[:nonce]), user: user, refresh: !TOKENS[:now].refresh_token.nil? }
end

def refresh
  old = TOKENS[:now]
  CLIENT.refresh_token = old.refresh_token
  TOKENS[:now] = CLIENT.access_token!(client_auth_method: AUTHENTICATION)
  { claims: checked({}), others: TOKENS[:now].access_token != old.access_token }
end

def sign_out
  query = { id_token_hint: TOKENS[:now].id_token, post_logout_redirect_uri: ABOUT['bye'], state: 's' }
  { url: "#{SERVER.end_session_endpoint}?#{URI.encode_www_form(query)}" }
end

def answer_to(question)
  case question['do']
  when 'begin' then begin_with(question['more'])
  when 'finish' then finish(question['url'])
  when 'refresh' then refresh
  when 'sign-out' then sign_out
  else raise "cannot #{question['do']}"
  end
end

$stdout.sync = true
$stdin.each_line do |line|
  answer = begin
    answer_to(JSON.parse(line))
  rescue StandardError => e
    # Whatever the library says goes to the test.
    { error: "#{e.class}: #{e.message}" }
  end
  puts JSON.generate(answer)
end
