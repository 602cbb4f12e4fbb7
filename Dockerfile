# One image for web, Celery worker, beat and outbox worker. The first stage builds, the last one only runs.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON_DOWNLOADS=never
RUN pip install uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra s3 --extra stripe
COPY . .
# Nothing secret is needed to compile the catalogues and to collect the static files.
RUN MYCIC_SECRET_KEY=build MYCIC_SITE_ORIGIN=https://build.invalid MYCIC_DATA=/tmp/build MYCIC_STATIC_ROOT=/app/staticfiles \
    sh -c '/opt/venv/bin/python manage.py compile_catalogue && /opt/venv/bin/python manage.py collectstatic --noinput' \
    && rm -rf tests .ci /tmp/build

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin mycic \
    && install -d -o mycic -g mycic -m 700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MYCIC_ENV_FILE="" MYCIC_DATA=/data MYCIC_STATIC_ROOT=/app/staticfiles DJANGO_SETTINGS_MODULE=mycic.settings
WORKDIR /app
USER mycic
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': __import__('os').environ['MYCIC_ALLOWED_HOSTS'].split(',')[0]}), timeout=3)"]
CMD ["gunicorn", "mycic.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30", "--no-control-socket"]
