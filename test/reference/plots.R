# Numbers behind plots: plotting positions, and least squares fits group by group.
# Rscript test/reference/plots.R
library(jsonlite)
library(lme4)

sleep <- read.csv("web-demo/data/sleepstudy.csv", colClasses = c(Subject = "character"))
hsb <- read.csv("web-demo/data/hsb.csv", colClasses = c(school = "character"))
own <- function(formula, data, group) {
  parts <- split(data, data[[group]])
  t(vapply(parts, function(rows) coef(lm(formula, rows)), c(a = 0, b = 0)))
}

sleepOwn <- own(Reaction ~ Days, sleep, "Subject")
hsbOwn <- own(mathach ~ cses, hsb, "school")
result <- list(
  made = paste0("R ", getRversion(), ", lme4 ", packageVersion("lme4")),
  positions = list(n18 = qnorm(ppoints(18)), n180 = qnorm(ppoints(180))),
  sleep = list(levels = rownames(sleepOwn), values = unname(sleepOwn)),
  hsb = list(levels = rownames(hsbOwn), values = unname(hsbOwn)),
  smooth = local({
    x <- sort(sleep$Days + seq_len(180) / 1000)
    y <- sleep$Reaction[order(sleep$Days + seq_len(180) / 1000)]
    fit <- loess(y ~ x, span = 2 / 3, degree = 1, surface = "direct")
    list(x = x, y = y, at = x[c(1, 46, 91, 180)], value = unname(predict(fit, data.frame(x = x[c(1, 46, 91, 180)]))))
  })
)
write(toJSON(result, digits = NA, auto_unbox = TRUE), "test/reference/plots.json")
