FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN go build -o /worker ./cmd/worker

FROM debian:bookworm-slim
COPY --from=build /worker /worker
CMD ["/worker"]
