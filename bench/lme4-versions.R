# Versions of R, of the packages measured and of BLAS, one to a line; fails when a package is missing.
needed <- c("lme4", "lmerTest", "jsonlite")
missing <- needed[!sapply(needed, requireNamespace, quietly = TRUE)]
if (length(missing) > 0) {
  cat(missing)
  quit(status = 3)
}
version <- function(p) paste(p, packageDescription(p)$Version)
blas <- tryCatch(normalizePath(extSoftVersion()[["BLAS"]]), error = function(e) "unknown")
lapack <- tryCatch(normalizePath(La_library()), error = function(e) "unknown")
short <- function(path) paste(tail(strsplit(path, "/")[[1]], 2), collapse = "/")
threads <- Sys.getenv("OPENBLAS_NUM_THREADS", "not set")
cat(
  paste0("R ", R.version$major, ".", R.version$minor, ", ", paste(sapply(c("lme4", "lmerTest", "Matrix"), version), collapse = ", ")),
  paste0("BLAS ", short(blas), ", LAPACK ", short(lapack), "; OPENBLAS_NUM_THREADS ", threads),
  sep = "\n"
)
