# Makes every CSV in test/reference/data and web-demo/data from the data sets of R packages.
# Run from the repository root: Rscript test/reference/make-data.R
# Sources and column notes: the README.md in each of the two folders.
suppressPackageStartupMessages({
  library(lme4)
  library(nlme)
  library(mlmRev)
})

# The fewest of 15, 16 or 17 significant digits that give the same double back.
digits17 <- function(x) {
  out <- sprintf("%.15g", x)
  for (k in 16:17) {
    bad <- !is.na(x)
    bad[bad] <- as.numeric(out[bad]) != x[bad]
    out[bad] <- sprintf(paste0("%.", k, "g"), x[bad])
  }
  out[is.na(x)] <- "NA"
  out
}

write <- function(d, file) {
  d <- as.data.frame(d)
  columns <- lapply(d, function(x) if (is.numeric(x)) digits17(x) else as.character(x))
  text <- unlist(c(names(d), columns))
  stopifnot(!grepl('[,"\n]', text)) # so nothing needs a quotation mark
  lines <- c(paste(names(d), collapse = ","), do.call(paste, c(unname(columns), sep = ",")))
  con <- if (grepl("gz$", file)) gzfile(file, "wb", compression = 9) else base::file(file, "wb")
  writeLines(lines, con, sep = "\n")
  close(con)
}
reference <- function(d, name) write(d, file.path("test/reference/data", name))
demo <- function(d, name) write(d, file.path("web-demo/data", name))

# ---- High School and Beyond -------------------------------------------------------------------------------------
pupils <- as.data.frame(MathAchieve)
schools <- as.data.frame(MathAchSchool)
row <- match(as.character(pupils$School), as.character(schools$School))
id <- as.integer(as.character(pupils$School))
meanses <- ave(pupils$SES, id)
hsb <- data.frame(
  school = id,
  minority = as.integer(pupils$Minority == "Yes"),
  female = as.integer(pupils$Sex == "Female"),
  ses = pupils$SES,
  mathach = pupils$MathAch,
  size = schools$Size[row],
  sector = as.integer(schools$Sector[row] == "Catholic"),
  meanses = meanses,
  cses = pupils$SES - meanses
)
stopifnot(
  nrow(hsb) == 7185, length(unique(hsb$school)) == 160,
  hsb$school == as.integer(as.character(Hsb82$school)), hsb$mathach == Hsb82$mAch, hsb$ses == Hsb82$ses,
  (hsb$female == 1) == (Hsb82$sx == "Female"), (hsb$minority == 1) == (Hsb82$minrty == "Yes"),
  (hsb$sector == 1) == (Hsb82$sector == "Catholic"),
  max(abs(hsb$meanses - Hsb82$meanses)) < 1e-12, max(abs(hsb$cses - Hsb82$cses)) < 1e-12
)
demo(hsb, "hsb.csv")
reference(data.frame(
  School = id, MathAch = pupils$MathAch, SES = pupils$SES, Size = schools$Size[row],
  Sector = schools$Sector[row], Minority = pupils$Minority, Sex = pupils$Sex, MEANSES = pupils$MEANSES
), "mathachieve.csv")

# ---- lme4 -------------------------------------------------------------------------------------------------------
demo(sleepstudy, "sleepstudy.csv")
demo(Penicillin, "penicillin.csv")
reference(sleepstudy, "sleepstudy.csv")
reference(Penicillin, "penicillin.csv")
reference(Dyestuff, "dyestuff.csv")
reference(Dyestuff2, "dyestuff2.csv")
reference(Pastes, "pastes.csv")
reference(cake, "cake.csv")
reference(InstEval, "insteval.csv.gz")

# sleepstudy with a precision weight, an offset, and a column that repeats Days on another scale
reference(within(sleepstudy, {
  hours <- 24 * Days
  off <- 5 * Days + rep(c(-10, 0, 10), length.out = 180)
  w <- c(1, 0.5, 2, 1.25, 0.8)[seq_len(180) %% 5 + 1]
})[c("Reaction", "Days", "Subject", "w", "off", "hours")], "sleepextra.csv")

# ---- nlme -------------------------------------------------------------------------------------------------------
reference(Machines, "machines.csv")
reference(Oats, "oats.csv")
reference(Orthodont, "orthodont.csv")

# ---- mlmRev -----------------------------------------------------------------------------------------------------
reference(ScotsSec, "scotssec.csv")
reference(Chem97[names(Chem97) != "student"], "chem97.csv.gz")
reference(within(Early, tos <- age - 0.5), "early.csv")
reference(egsingle, "egsingle.csv")
reference(Exam, "exam.csv")
reference(Gcsemv, "gcsemv.csv")

# ---- TIMSS: built from twenty printed school means, 30 pupils in each -------------------------------------------
means <- c(593.42, 611.54, 593.80, 481.27, 556.81, 535.31, 555.26, 619.64, 395.52, 623.74, 370.68, 467.30, 587.14,
           508.29, 515.44, 620.04, 524.77, 503.73, 498.66, 617.22)
scores <- qnorm(ppoints(30)) # symmetric, so of mean 0
scores <- (scores - mean(scores)) / sqrt(sum((scores - mean(scores))^2))
within20 <- 70.666 # pooled within-school SD, sqrt(SSW / (600 - 20))
residual <- scores * within20 * sqrt(580 / 20)
timss <- data.frame(school = rep(1:20, each = 30), pupil = rep(1:30, 20), score = rep(means, each = 30) + rep(residual, 20))
stopifnot(abs(sqrt(sum((timss$score - ave(timss$score, timss$school))^2) / 580) - within20) < 1e-9)
reference(timss, "timss.csv")

# ---- Generalised models -----------------------------------------------------------------------------------------
reference(cbpp, "cbpp.csv")
reference(VerbAgg, "verbagg.csv.gz")
reference(grouseticks, "grouseticks.csv")
reference(Contraception[names(Contraception) != "woman"], "contraception.csv")
demo(Contraception, "contraception.csv")
reference(guImmun[names(guImmun) != "kid"], "guimmun.csv")
reference(Socatt, "socatt.csv")
data(epil2, Salamanders, Owls, package = "glmmTMB")
reference(epil2, "epil2.csv")
reference(Salamanders[c("site", "mined", "cover", "DOP", "spp", "count")], "salamanders.csv")
reference(Owls[c("Nest", "FoodTreatment", "SexParent", "SiblingNegotiation", "logBroodSize")], "owls.csv")
reference(MASS::bacteria[c("y", "trt", "week", "ID")], "bacteria.csv")

data(wine, package = "ordinal")
reference(wine, "wine.csv")
data(toenail, package = "mice")
reference(toenail, "toenail.csv")

# Drawn with large variances in small clusters, the shape of the toenail trial, where Laplace is far off.
set.seed(7)
nails <- expand.grid(visit = 1:7, id = 1:250)
nails$treatment <- c("itraconazole", "terbinafine")[1 + (nails$id %% 2)]
nails$month <- c(0, 1, 2, 3, 6, 9, 12)[nails$visit]
chance <- plogis(-1.6 - 0.4 * nails$month - 0.14 * nails$month * (nails$id %% 2) + 4 * rnorm(250)[nails$id])
nails$outcome <- rbinom(nrow(nails), 1, chance)
reference(nails[runif(nrow(nails)) < 0.93, ], "nails.csv")
