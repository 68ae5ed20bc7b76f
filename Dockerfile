# syntax=docker/dockerfile:1
# Production image. Targets: portal (web, worker, beat, signer, vault, migrate) and front (nginx with the static files).

FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm AS portal
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=credit_portal.settings \
    SECRETS_DIR=/srv/keys \
    MEDIA_ROOT=/srv/files \
    OPEN_DATA_ROOT=/srv/open-data \
    STATIC_ROOT=/srv/static \
    BEAT_SCHEDULE=/srv/beat/schedule
RUN useradd --system --uid 10001 --home-dir /srv --shell /usr/sbin/nologin portal \
    && useradd --system --uid 10002 --home-dir /srv/signer --shell /usr/sbin/nologin signer \
    && groupadd --gid 10004 callers \
    && useradd --system --uid 10003 --gid callers --home-dir /srv/vault --shell /usr/sbin/nologin vault \
    && usermod --append --groups callers portal \
    && mkdir -p /srv/keys /srv/files /srv/open-data /srv/ledger /srv/static /srv/beat \
        /srv/signer /srv/ledger-key /srv/maintenance /srv/vault /srv/vault-key /srv/vault-socket \
    && chmod 700 /srv/keys /srv/files /srv/ledger /srv/beat /srv/signer /srv/vault \
    && chmod 710 /srv/vault-socket \
    && chown -R portal:portal /srv \
    && chown signer:signer /srv/signer /srv/ledger-key \
    && chown vault:callers /srv/vault /srv/vault-key /srv/vault-socket
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY credit_portal ./credit_portal
COPY integrity_files ./integrity_files
COPY commitments ./commitments
COPY complaints ./complaints
COPY assessments ./assessments
COPY locale ./locale
COPY static ./static
COPY templates ./templates
COPY ops/production/healthy.py ./healthy.py
COPY ops/gunicorn_conf.py ./gunicorn.conf.py
RUN python -m compileall -q . \
    && SECRET_KEY=only-while-building python manage.py collectstatic --noinput -v 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "5", "--worker-class", "sync", "--threads", "1", "--graceful-timeout", "20", \
     "--worker-tmp-dir", "/dev/shm"]

FROM nginx:1.28-bookworm AS front
COPY ops/nginx/portal.conf /etc/nginx/conf.d/default.conf
COPY ops/nginx/proxy.conf ops/nginx/pages.conf /etc/nginx/
COPY ops/nginx/pages /srv/pages
COPY --from=portal /srv/static /srv/static
