/**
 * A certificate for `vendor.test`, signed by itself, and its key: for loopback servers in tests, and worth nothing to
 * anybody else. Made with `openssl req -x509 -newkey ec -days 36500`; valid until 2126.
 */
export const loopbackCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUUkSt+pDZlTgPrf/PqbKqvQQnP+UwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLdmVuZG9yLnRlc3QwIBcNMjYxMTIyMTcyNTEzWhgPMjEyNjEw
MjkxNzI1MTNaMBYxFDASBgNVBAMMC3ZlbmRvci50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE9gQM17uAjGNkVrKvluIKt1phV/t0s6399NeDjkac8T8d2vXz
ZFCFIP2bEefMLSJqjHwOHhD/nM4ygTQs+QnoTqNrMGkwHQYDVR0OBBYEFK8a80P3
lrMAfCRES2BjWIehklURMB8GA1UdIwQYMBaAFK8a80P3lrMAfCRES2BjWIehklUR
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILdmVuZG9yLnRlc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAOt3w76mYID0dHG7Cs+IOaDaHWN8JGW8/lJWl4vtiGBMAiEA
i+Q7c9A8rZkO3CkvgU+mpAvLvBgeWHloDFRdvCSTPHk=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUJdbx3WxPr2eCuuH
5SRW6R4qQbwvbbP62OVvl2AlC9ShRANCAAT2BAzXu4CMY2RWsq+W4gq3WmFX+3Sz
rf3014OORpzxPx3a9fNkUIUg/ZsR58wtImqMfA4eEP+czjKBNCz5CehO
-----END PRIVATE KEY-----
`,
};
