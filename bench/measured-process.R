# What every measured process of R shares: lme4.R and glmm.R.

# The columns that bench/columns.ts wrote; codes of factors count from 0 there.
readColumns <- function(folder) {
  header <- jsonlite::read_json(file.path(folder, "header.json"), simplifyVector = TRUE, simplifyDataFrame = FALSE)
  n <- header$rows
  columns <- lapply(header$columns, function(column) {
    path <- file.path(folder, paste0(column$name, ".bin"))
    if (column$kind == "numeric") return(readBin(path, "double", n, endian = "little"))
    codes <- readBin(path, "integer", n, endian = "little") + 1L
    labels <- if (is.character(column$levels)) column$levels else as.character(seq_len(column$levels))
    structure(codes, levels = labels, class = "factor")
  })
  names(columns) <- sapply(header$columns, `[[`, "name")
  structure(columns, row.names = c(NA, -n), class = "data.frame")
}

# Peak and present resident memory in bytes, as bench/environment.ts reads them; NA where the system does not tell.
memoryNow <- function() {
  status <- tryCatch(readLines("/proc/self/status"), error = function(e) character(0), warning = function(w) character(0))
  bytes <- function(name) {
    line <- grep(paste0("^", name, ":"), status, value = TRUE)
    if (length(line) == 0) NA else 1024 * as.numeric(gsub("[^0-9]", "", line))
  }
  list(peak = bytes("VmHWM"), now = bytes("VmRSS"))
}
