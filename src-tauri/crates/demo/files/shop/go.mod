module harbour.example/worker

go 1.24
