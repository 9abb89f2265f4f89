# Shared by lmm.R, compare.R and printed.R: reads the very files that blup reads.
# Run everything from the repository root. Text is sorted by code point (LC_COLLATE "C"), as blup does.
invisible(Sys.setlocale("LC_COLLATE", "C"))
suppressPackageStartupMessages({
  library(lme4)
  library(lmerTest)
})

# A data set by file name, from test/reference/data or web-demo/data. Text columns become factors with sorted
# levels; `factors` names numeric columns to be made factors; `relevel` is list(column = "reference level").
readData <- function(file, factors = character(0), relevel = list()) {
  path <- file.path(c("test/reference/data", "web-demo/data"), file)
  d <- read.csv(path[file.exists(path)][1], stringsAsFactors = TRUE)
  for (column in factors) d[[column]] <- factor(d[[column]])
  for (column in names(relevel)) d[[column]] <- stats::relevel(d[[column]], relevel[[column]])
  d
}

software <- function() {
  v <- function(p) paste(p, packageDescription(p)$Version)
  paste(c(paste0("R ", R.version$major, ".", R.version$minor), v("lme4"), v("lmerTest"), v("Matrix"),
          v("minqa"), v("numDeriv")), collapse = ", ")
}
