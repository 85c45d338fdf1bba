# The bot in a container: locked packages, no root, one process. See compose.yaml for several behind a load balancer.
FROM python:3.13-slim AS packages
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app briefing && install -d -o briefing /data /seeds
WORKDIR /app
COPY --from=packages /venv /venv
COPY bot bot
COPY migrations migrations
USER briefing
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 LISTEN=0.0.0.0:8080 SEEDS_DIR=/seeds \
    DATABASE_URL=sqlite+aiosqlite:////data/briefing.db
VOLUME ["/data", "/seeds"]
EXPOSE 8080
# A stop waits for sends in flight, so that none is doubled.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
